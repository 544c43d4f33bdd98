//! The manners of polling, judged by a press that sees every request: thirty days of a whole Vigie, over real sockets.

mod judge;
mod life;
mod month;
mod spread;
mod wire;
