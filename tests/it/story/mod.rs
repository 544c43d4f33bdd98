//! Articles to stories.

mod assigning;
mod command;
mod desk;
mod series;
mod window;
