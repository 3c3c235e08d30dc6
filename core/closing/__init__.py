"""From a finished service to a closed project: acceptance in two phases by different people, what blocks closing, archive, release of resources, the closing itself."""
