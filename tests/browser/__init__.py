"""What readers meet in Chromium: drawn maps, pages, keyboard, accessibility."""
