// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/graph/node.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstNode final : public QObject {
    Q_OBJECT

private slots:
    void refusesTensorNames_data();
    void refusesTensorNames();
    void readsTensorNames();
    void refusesNodeNames();
    void acceptsNodeNames();
    void longNamesAreCutInMessages();
};

namespace {
const Registered<TstNode> registered;
}  // namespace

void TstNode::refusesTensorNames_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "^", ":0", "x:", "x:-1", "x:+1", "x: 1", "x:1 ", "x:zz",
                             "x:4294967296", "x:18446744073709551617", "^x:0", "x:1.0", "x:0x1"}) {
        QTest::newRow(text) << text;
    }
}

void TstNode::refusesTensorNames() {
    QFETCH(QString, text);
    QVERIFY_FAILS(parseTensorName(text.toStdString()), "INVALID_ARGUMENT", "malformed tensor name");
}

void TstNode::readsTensorNames() {
    const Result<TensorName> plain = parseTensorName("a/b");
    QVERIFY_OK(plain);
    QCOMPARE(plain->toString(), std::string("a/b:0"));
    const Result<TensorName> second = parseTensorName("a/b:2147483647");
    QVERIFY_OK(second);
    QCOMPARE(second->index, 2147483647);
    QCOMPARE(second->node, std::string("a/b"));
    const Result<TensorName> control = parseTensorName("^a");
    QVERIFY_OK(control);
    QVERIFY(control->isControl);
    QCOMPARE(control->toString(), std::string("^a"));
}

void TstNode::refusesNodeNames() {
    for (const std::string& name :
         {std::string(), std::string("a b"), std::string("a:1"), std::string("^a"),
          std::string("/a"), std::string("-a"), std::string("a\0b", 3), std::string("\xC3\xA4"),
          std::string(".."), std::string("../../etc/x"), std::string("a/../b"),
          std::string("a\\..\\b"), std::string("a/..")}) {
        QVERIFY2(!isValidNodeName(name), name.c_str());
    }
}

void TstNode::acceptsNodeNames() {
    for (const std::string& name :
         {std::string("a"), std::string("A.b-c/d_e\\f>g"), std::string("0"), std::string(".x"),
          std::string("_Weft/x"), std::string("a..b"), std::string("x/y..z/..w"),
          std::string(100'000, 'n')}) {
        QVERIFY2(isValidNodeName(name), name.substr(0, 40).c_str());
    }
}

void TstNode::longNamesAreCutInMessages() {
    QVERIFY(shownName(std::string(100'000, 'n')).size() < 250);
    QCOMPARE(shownName("plain/name"), std::string("plain/name"));
    QVERIFY(shownName(std::string("a\0b", 3)).find('\0') == std::string::npos);
}

}  // namespace weft::test

#include "tst_node.moc"
