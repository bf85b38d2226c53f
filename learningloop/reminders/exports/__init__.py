"""What goes out of the site: the day's mail, and calendars."""
