"""Prefectures side by side: ranks and their ranges, peers, comparisons."""
