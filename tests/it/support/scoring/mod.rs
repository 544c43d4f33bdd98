//! A press that judges its readers: many feeds with as many ways to behave, on loopback hosts of their own, and a
//! judge that sees every request as a server does.

pub mod answers;
pub mod board;
pub mod judge;
pub mod kinds;
pub mod news;
pub mod press;
