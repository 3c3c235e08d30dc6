"""People at a customer: personal data under seal, masked for everybody, shown for a moment with a reason; consent, handing out, erasing."""
