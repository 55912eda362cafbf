// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <vector>

#include "tests/ui/fixtures/studio_fixture.h"

namespace weft::ui::test {

/// Something of the window that a person looks at: brought about as a user would.
struct Scene {
    QString name;
    std::function<void(StudioFixture&)> show;
};

/// All of them, each for a window of its own.
const std::vector<Scene>& scenes();

}  // namespace weft::ui::test
