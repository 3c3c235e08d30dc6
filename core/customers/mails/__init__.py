"""What customers are told by mail, once they have agreed: written without an address, addressed when it is sent."""
