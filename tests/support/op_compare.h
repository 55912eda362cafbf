// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <string>

#include "tests/support/op_runner.h"

/// @file
/// Compares for tests of ops; see op_runner.h for how tensors are written.

/// Runs an op on fed inputs and compares the text of its outputs.
#define COMPARE_OP(want, ...) \
    QCOMPARE(QString::fromStdString(::weft::test::runOp(__VA_ARGS__)), QString(want))
/// The op fails with these words, given fed and given constant inputs.
#define FAILS_OP(...) \
    QCOMPARE(QString::fromStdString(::weft::test::expectFailure(__VA_ARGS__)), QString())
/// Static shapes of an op's outputs.
#define COMPARE_SHAPES(want, ...) \
    QCOMPARE(QString::fromStdString(::weft::test::inferOp(__VA_ARGS__)), QString(want))
/// Known elements of shape arithmetic.
#define COMPARE_PARTIAL(want, ...) \
    QCOMPARE(QString::fromStdString(::weft::test::partialOp(__VA_ARGS__)), QString(want))
/// The gradient agrees with finite differences.
#define GRADIENT_AGREES(...) QVERIFY(::weft::test::gradientErrorOf(__VA_ARGS__) < 1e-6)
