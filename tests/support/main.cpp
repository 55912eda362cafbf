// SPDX-License-Identifier: Apache-2.0
/// @file
/// Runs Qt Test classes: `tst_engine_tensor TstShape [Qt Test options]`; without a class, all of them.

#include <QTest>
#ifdef WEFT_TEST_GUI
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QStandardPaths>
#include <cstdio>

#include "tests/support/test_main.h"

namespace weft::test {
std::map<std::string, std::function<std::unique_ptr<QObject>()>>& registry() {
    static std::map<std::string, std::function<std::unique_ptr<QObject>()>> classes;
    return classes;
}
}  // namespace weft::test

int main(int argc, char** argv) {
    QStandardPaths::setTestModeEnabled(true);
#ifdef WEFT_TEST_GUI
    const QApplication application(argc, argv);
#else
    const QCoreApplication application(argc, argv);
#endif
    QStringList rest = QCoreApplication::arguments();
    std::string wanted;
    if (rest.size() > 1 && !rest[1].startsWith('-')) { wanted = rest.takeAt(1).toStdString(); }
    int failures = 0;
    int run = 0;
    for (const auto& [name, make] : weft::test::registry()) {
        // Class names carry their namespace; the command line does not.
        const std::string plain = name.substr(name.rfind(':') + 1);
        if (!wanted.empty() && plain != wanted) { continue; }
        const std::unique_ptr<QObject> object = make();
        failures += QTest::qExec(object.get(), rest);
        ++run;
    }
    if (run == 0) {
        std::fprintf(stderr, "no test class %s here\n", wanted.c_str());
        return 2;
    }
    return failures == 0 ? 0 : 1;
}
