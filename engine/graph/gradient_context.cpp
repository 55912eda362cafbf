// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/gradient_context.h"

namespace weft {

Expr GradientContext::outputGradient(int i) const {
    const Expr& arrived = m_outputGradients[static_cast<std::size_t>(i)];
    return arrived.valid() ? arrived : zerosLike(output(i));
}

}  // namespace weft
