"""What the site's own pages ask."""
