"""Speed of the maps: pages, data of views, summaries, and peers, at several numbers of projects."""
