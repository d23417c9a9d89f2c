"""The demonstration: two networks of invented people, told by calling actions as a fixed cast.

`words` holds names and sentences, `cast` the bodies and the people at work in them, `stage` what every
story stands on, `play` plays the stories in the order of time, `moves` the gestures they have in common.
Each of the other modules tells one programme; `load` puts it all together.
"""
