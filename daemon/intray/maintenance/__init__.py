"""What the box does by itself: looks after its papers and empties the trash."""
