"""What comes next: one car, one workflow. Replayed."""
