//! Articles to stories.

mod assigning;
mod command;
mod series;
mod window;
