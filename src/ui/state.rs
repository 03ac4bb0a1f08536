//! Values that change, and tell whoever read them.
//!
//! A signal of Leptos, but one for all types: the signal's own code, up to 1 kB of WebAssembly for each
//! type, exists once.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use reactive_graph::owner::LocalStorage;
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;

/// A value that changes. It ends with the part of the page that made it: a change that comes later does
/// nothing, and whoever reads it then gets the default.
pub struct State<T> {
    signal: RwSignal<Rc<dyn Any>, LocalStorage>,
    of: PhantomData<fn() -> T>,
}

impl<T: Default + 'static> State<T> {
    /// Begins with this value.
    pub fn new(value: T) -> Self {
        Self { signal: signal(Rc::new(RefCell::new(value))), of: PhantomData }
    }

    /// Reads it, and is told when it changes.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&cell_or_default(tracked(self.signal)).borrow())
    }

    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&cell_or_default(untracked(self.signal)).borrow())
    }

    /// A copy of it; is told when it changes.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Changes it, and tells who read it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        if let Some(cell) = cell(untracked(self.signal)) {
            change(&mut cell.borrow_mut());
            tell(self.signal);
        }
    }

    /// Changes it, and tells nobody: they have no use for it yet, or show it already.
    pub fn silently(&self, change: impl FnOnce(&mut T)) {
        if let Some(cell) = cell(untracked(self.signal)) {
            change(&mut cell.borrow_mut());
        }
    }

    /// Makes it another value, and tells who read it.
    pub fn set(&self, value: T) {
        self.update(|held| *held = value);
    }
}

/// The value, if it is not gone. This and the next stand in one place for each type, so that whoever reads or
/// changes a value needs no code for that.
#[inline(never)]
fn cell<T: 'static>(held: Option<Rc<dyn Any>>) -> Option<Rc<RefCell<T>>> {
    held?.downcast().ok()
}

/// The value; a default one that nobody else has, when it is gone.
#[inline(never)]
fn cell_or_default<T: Default + 'static>(held: Option<Rc<dyn Any>>) -> Rc<RefCell<T>> {
    cell(held).unwrap_or_default()
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<T> {}

#[inline(never)]
fn signal(cell: Rc<dyn Any>) -> RwSignal<Rc<dyn Any>, LocalStorage> {
    RwSignal::new_local(cell)
}

#[inline(never)]
fn tracked(signal: RwSignal<Rc<dyn Any>, LocalStorage>) -> Option<Rc<dyn Any>> {
    signal.try_get()
}

#[inline(never)]
fn untracked(signal: RwSignal<Rc<dyn Any>, LocalStorage>) -> Option<Rc<dyn Any>> {
    signal.try_get_untracked()
}

#[inline(never)]
fn tell(signal: RwSignal<Rc<dyn Any>, LocalStorage>) {
    signal.notify();
}
