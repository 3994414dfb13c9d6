"""PDF work: pages turned, taken out, joined, put in order; in a process of its own."""
