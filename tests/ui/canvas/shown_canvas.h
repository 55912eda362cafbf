// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "tests/ui/canvas/diagrams.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui::test {

/// A canvas on the screen, with a chain of three nodes in the dark look: what many tests begin with.
inline std::unique_ptr<CanvasView> shownCanvas() {
    applyTheme(ThemeId::Dark);
    auto view = std::make_unique<CanvasView>();
    view->resize(800, 500);
    view->show();
    view->setSnapshot(makeSnapshot(chainOfThree()));
    return view;
}

}  // namespace weft::ui::test
