"""The drill in short: a backup made while people write holds, on both databases."""

import pytest

from tests.databases import Shelf
from tests.operation import drill

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_under_load_brings_everything_back(kind, request, tmp_path):
    shelf: Shelf = request.getfixturevalue(f"{kind}_shelf")
    found = drill.drill(shelf, tmp_path, writers=1, seconds=1.0)
    assert found.failures == []
    assert found.during > 0, "nobody wrote while the backup was made: the drill proved nothing"
    assert found.source.trail == found.restored.trail
    assert found.restored.files > 0
    assert (found.restored.answers_unlike_their_entries, found.restored.files_missing_or_altered) == (0, 0)
    assert found.held
