"""What fits under the cap, what saves, what breaks."""
