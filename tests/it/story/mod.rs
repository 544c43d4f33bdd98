//! Articles to stories.

mod across;
mod assigning;
mod command;
mod desk;
mod series;
mod window;
