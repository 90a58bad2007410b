"""What comes next: one vehicle, one workflow. Replayed."""
