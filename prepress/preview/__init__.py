"""Preview: the true pages of an edition in a browser, made anew whenever a file of the project changes."""
