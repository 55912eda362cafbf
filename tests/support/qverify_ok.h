// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <string>

#include "engine/base/status.h"

/// Fails the test with the status's text when a Status or Result is not ok.
#define QVERIFY_OK(expression)                                              \
    do {                                                                    \
        const auto& verifyOk_ = (expression);                               \
        const ::weft::Status status_ = ::weft::detail::statusOf(verifyOk_); \
        QVERIFY2(status_.ok(), status_.ToString().c_str());                 \
    } while (false)

/// Fails unless the Status or Result has the code (INVALID_ARGUMENT, ...) and its message holds the
/// text.
#define QVERIFY_FAILS(expression, wanted, text)                                              \
    do {                                                                                     \
        const auto& verifyFails_ = (expression);                                             \
        const ::weft::Status status_ = ::weft::detail::statusOf(verifyFails_);               \
        QVERIFY2(!status_.ok(), "no error where one is due");                                \
        QCOMPARE(QString::fromStdString(::weft::codeName(status_.code())), QString(wanted)); \
        QVERIFY2(::weft::messageOf(status_).find(text) != std::string_view::npos,            \
                 status_.ToString().c_str());                                                \
    } while (false)
