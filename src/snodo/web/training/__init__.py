"""The operators' training: course, attendance, certificates, shadowing."""
