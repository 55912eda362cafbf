// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/compose/expansion.h"

/// @file
/// Functions whose gradient is another function (tf.custom_gradient; GradientDef in a library). It
/// takes what the function takes, then a gradient by each of its results, and gives a gradient by
/// each of its arguments, all of the types of what they are gradients by.
/// In a document a wire leads from the gradient to the function; the wires' ids keep their order.

namespace weft {

/// The port of functions at both ends of such a wire.
inline constexpr const char* kGradientPort = "gradient";
/// Whether a wire says that a function is the gradient of another.
bool isGradientWire(const Document& document, const Wire& wire);

/// The function that is the gradient of another; null where that is derived.
const Item* gradientFunctionOf(const Document& document, ItemId function);
/// The gradient that an imported library names for a function without it being drawn; empty: none.
std::string importedGradientOf(const Document& document, const std::string& function);
/// Functions whose gradient it is, in id order.
std::vector<const Item*> functionsOfGradient(const Document& document, ItemId gradient);

/// An argument or result that a gradient must have.
struct GradientPort {
    std::string name;
    DType type = DType::Invalid;
};
/// What the gradient of a function takes and gives, under the names that makeGradientFunction()
/// gives them.
struct GradientSignature {
    std::vector<GradientPort> arguments;
    std::vector<GradientPort> results;
};
GradientSignature gradientSignature(const Document& document, const Expansion& expansion,
                                    const Item& function);

/// Whether gradients can go through a function at all. Errors: InvalidArgument for one that has no
/// floating point result or argument, takes a handle of a variable, or is not complete.
Status checkDifferentiable(const KnownFunctions& known, const std::string& function);

/// A gradient that was made.
struct MadeGradient {
    ItemId function;
    Status derived;  ///< not OK: why it is zeros, and not what Weft would derive
};
/// Gives a function a gradient of its own: a new function "NAME_grad" that computes what has been
/// derived so far, as nodes to be changed.
/// @param expansion of the document. Errors: NotFound for no function; AlreadyExists where it has
/// one; InvalidArgument for what checkDifferentiable() refuses.
Result<MadeGradient> makeGradientFunction(Edit& edit, const Expansion& expansion, ItemId function);
/// Makes a function that is there the gradient of another. Errors: NotFound for no functions;
/// InvalidArgument for a function as its own gradient, and for what checkGradient() refuses.
Status setGradientFunction(Edit& edit, const Expansion& expansion, ItemId function,
                           ItemId gradient);
/// The gradient is derived again; the function that was it goes where nothing else uses it.
void deriveGradientAgain(Edit& edit, ItemId function);
/// Takes a function away that nothing calls and that is no gradient, then its own gradient so.
void removeUnusedFunction(Edit& edit, ItemId function);

/// Whether a function takes and gives what a gradient of another must, as far as types are known.
/// Errors: InvalidArgument with what it has and what is wanted.
Status checkGradient(const KnownFunctions& known, const std::string& function,
                     const std::string& gradient);
/// Gives a function's gradient the arguments and results that it must have: those of the same names
/// stay, then those of the same places; missing results are zeros, and types are cast.
/// Errors: NotFound where the gradient is derived.
Status fitGradientFunction(Edit& edit, const Expansion& expansion, ItemId function);

}  // namespace weft
