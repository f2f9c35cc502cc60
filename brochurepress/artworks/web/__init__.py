"""The web page: one HTML file with its pictures, fonts and metadata."""
