-- Released: never edit. Add the next number instead.

-- Hexadecimal public key of the device that signed for the place; '' inside the host.
ALTER TABLE seat_waiting ADD COLUMN device_key TEXT NOT NULL DEFAULT '';
