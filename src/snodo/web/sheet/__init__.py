"""The sheet of a referral, shown with an account and by link."""
