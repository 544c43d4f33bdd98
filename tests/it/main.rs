//! Vigie, tested from outside, room by room.

mod article;
