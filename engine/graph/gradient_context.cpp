// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/gradient_context.h"

#include "engine/graph/flow/value_zeros.h"

namespace weft {

Expr GradientContext::outputGradient(int i) const {
    const Expr& arrived = m_outputGradients[static_cast<std::size_t>(i)];
    return arrived.valid() ? arrived : zerosOfValue(output(i));
}

}  // namespace weft
