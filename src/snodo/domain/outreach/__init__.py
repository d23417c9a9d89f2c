"""What is done before anybody is taken in charge: the public sheet, who might be reached, first interviews."""
