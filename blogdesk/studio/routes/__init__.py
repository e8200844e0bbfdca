"""The routes of the studio, a file for each noun."""
