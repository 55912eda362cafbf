// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace weft::test {

/// The test classes of an executable by name. main() runs those named on its command line, or all.
std::map<std::string, std::function<std::unique_ptr<QObject>()>>& registry();

/// `const Registered<TstShape> registered;` in an anonymous namespace puts a class into registry().
template <class T>
struct Registered {
    Registered() {
        registry().emplace(T::staticMetaObject.className(), [] { return std::make_unique<T>(); });
    }
};

}  // namespace weft::test
