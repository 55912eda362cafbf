// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"

/// @file
/// What holds for every distribution that has an op with a seed and a V2 with a key.

namespace weft::test {

/// Wrong seeds, keys, counters, shapes and algorithms are refused with the word for it.
/// @param op with a seed. @param withKey the same with a key.
inline void checkRefusals(const std::string& op, const std::string& withKey) {
    const AttrMap attrs{{"dtype", DType::Float}};
    const std::string shape = "int32 [2]";
    const std::string key = "uint64 [1]";
    const std::string counter = "uint64 [0,1]";
    const auto fails = [&](const std::vector<std::string>& inputs, const char* words) {
        return expectFailure(withKey, inputs, words, attrs);
    };
    QCOMPARE(expectFailure(op, {shape, "int64 [1,2,3]"}, "seed", attrs), "");
    QCOMPARE(expectFailure(op, {"int32 [-1]", "int64 [1,2]"}, "negative", attrs), "");
    QCOMPARE(fails({shape, counter, counter, "int32 1"}, "key"), "");
    QCOMPARE(fails({shape, key, key, "int32 1"}, "counter"), "");
    QCOMPARE(fails({shape, key, counter, "int32 2"}, "algorithm"), "");
}

/// The key and counter of seed [1, 2] give the same numbers as the seed, of every type.
inline void checkKeyAgainstSeed(const std::string& op, const std::string& withKey) {
    for (const DType type : {DType::Half, DType::BFloat16, DType::Float, DType::Double}) {
        const AttrMap attrs{{"dtype", type}};
        QCOMPARE(runOp(op, {"int64 [3,5]", "int64 [1,2]"}, attrs),
                 runOp(withKey,
                       {"int64 [3,5]", "uint64 [10413732777507651514]",
                        "uint64 [0,17830669156045600267]", "int32 3"},
                       attrs));
    }
}

inline void checkShapes(const std::string& op) {
    QCOMPARE(inferOp(op, {"= int32 [2,3]", "int64 [2]"}), "[2,3]");
    QCOMPARE(inferOp(op, {"int32 [2]", "int64 ?"}), "[?,?]");
}

}  // namespace weft::test
