"""What guards the server: headers, limits on requests, shares of each visitor, compression."""
