"""Files to print, drawn on the server: `sheet` says what one A4 page holds, `draw` puts it on paper."""
