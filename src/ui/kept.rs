//! Values that follow from others and are kept until they change.
//!
//! A `Memo` of Leptos, but one for all types: the memo's own code, some 3 kB of WebAssembly for each
//! type and closure, exists once.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use reactive_graph::computed::Memo;
use reactive_graph::prelude::*;

/// A value that follows from others, as soon as they allow it. Whoever reads it is told when it has
/// become another value, and only then.
pub struct Kept<T> {
    memo: Memo<Opaque>,
    of: PhantomData<fn() -> T>,
}

/// What makes a value. Not `dyn Fn`, as [`Makes`](super::kit::el::Makes) is not `dyn FnMut`.
trait Derives: Send + Sync {
    fn derive(&self) -> Opaque;
}

impl<F: Fn() -> Opaque + Send + Sync> Derives for F {
    fn derive(&self) -> Opaque {
        self()
    }
}

/// A value of any type, with the comparison of that type.
#[derive(Clone)]
struct Opaque {
    value: Option<Arc<dyn Any + Send + Sync>>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Opaque {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Some(one), Some(other)) => (self.is_same)(one.as_ref(), other.as_ref()),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// Keeps what `make` gives.
pub fn kept<T: PartialEq + Send + Sync + 'static>(make: impl Fn() -> Option<T> + Send + Sync + 'static) -> Kept<T> {
    let is_same = |one: &dyn Any, other: &dyn Any| one.downcast_ref::<T>() == other.downcast_ref::<T>();
    let make = move || Opaque { value: make().map(|value| Arc::new(value) as Arc<dyn Any + Send + Sync>), is_same };
    Kept { memo: memo(Box::new(make)), of: PhantomData }
}

#[inline(never)]
fn memo(make: Box<dyn Derives>) -> Memo<Opaque> {
    Memo::new(move |_| make.derive())
}

/// The value itself. In one place for each type, so that whoever reads it needs no code for that.
#[inline(never)]
fn value<T: Send + Sync + 'static>(held: Opaque) -> Option<Arc<T>> {
    held.value?.downcast().ok()
}

#[inline(never)]
fn tracked(memo: Memo<Opaque>) -> Opaque {
    memo.get()
}

#[inline(never)]
fn untracked(memo: Memo<Opaque>) -> Opaque {
    memo.get_untracked()
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// Reads it, and is told when it changes.
    pub fn with<R>(&self, read: impl FnOnce(Option<&T>) -> R) -> R {
        read(value(tracked(self.memo)).as_deref())
    }

    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(Option<&T>) -> R) -> R {
        read(value(untracked(self.memo)).as_deref())
    }

    /// A copy of it; is told when it changes.
    pub fn get(&self) -> Option<T>
    where
        T: Clone,
    {
        self.with(|value| Some(value?.clone()))
    }

    /// A copy of it, once.
    pub fn get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.with_untracked(|value| Some(value?.clone()))
    }

    /// It is there; is told when it changes.
    pub fn is_there(&self) -> bool {
        tracked(self.memo).value.is_some()
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}
