"""What people write on documents."""
