"""What must stand before a service begins: tools, software, material, qualified people, place, tidiness, digital tools; each line checked by somebody."""
