"""Protection of the server: headers, limits on requests, a share for each visitor, compression."""
