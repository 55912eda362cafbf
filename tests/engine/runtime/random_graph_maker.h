// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "tests/engine/runtime/random_graph.h"

namespace weft::test {

inline const Shape kWhole{2, 3};    // every value broadcasts to it
inline constexpr int kDeepest = 2;  // branches and loops in each other

/// Where nodes are added: outside of all, on one way of a branch, in the body of a loop.
struct Place {
    enum class Kind { Outside, Branch, Loop };
    Kind kind = Kind::Outside;
    Place* around = nullptr;
    int depth = 0;
    Expr predicate = {};     // of Branch, around it
    int way = 0;             // of Branch
    std::string frame = {};  // of Loop
    Expr pivot = {};         // runs where the place runs
    std::vector<Expr> known = {};
    std::vector<Expr> counters = {};         // int32 scalars
    std::map<Endpoint, Expr> captured = {};  // values from around
    std::vector<NodeId> effects = {};        // writes that nothing reads
};

struct RandomVariable {
    Expr handle;  // or reference
    bool isResource = false;
    DType type = DType::Float;
};

/// Fills a RandomGraph. Values, variables and their ops are in random_graph.cpp, branches and loops
/// in random_flow.cpp.
class RandomGraphMaker {
public:
    RandomGraphMaker(RandomGraph& made, unsigned seed, RandomKind kind)
        : m_made(made), m_g(made.g), m_dice(seed), m_kind(kind), m_seed(seed) {}

    void make();

private:
    int roll(int sides) { return static_cast<int>(m_dice() % static_cast<unsigned>(sides)); }
    bool chance(int percent) { return roll(100) < percent; }
    template <class T>
    T oneOf(const std::vector<T>& list) {
        return list[m_dice() % list.size()];
    }
    Tensor noise(DType type, const Shape& shape);
    void addFeeds(Place& outside);
    void addVariables();
    Scope scopeFor(Place& place, bool mayMove = true);
    Expr constant(const Place& place, const Tensor& value) const;
    Expr capture(Place& place, const Expr& outer);
    Expr pick(Place& place, DType type);
    Expr pickCounter(Place& place);
    DType anyType();
    void addAny(Place& place);
    void addElementwise(Place& place);
    void addCast(Place& place);
    void addSum(Place& place);
    void addSelect(Place& place);
    void addRandom(Place& place);
    Expr seen(Place& place, const Expr& handle);
    void addRead(Place& place);
    Expr whole(Place& place, const Expr& x);
    void addWrite(Place& place);
    Expr predicate(Place& place);
    Expr result(Place& place, const Expr& value);
    void addBranch(Place& place);
    Expr enter(const Place& loop, const Expr& value) const;
    /// while (i < limit) { ++i; each of its values becomes another }
    void addLoop(Place& place);
    void close(Place& place, Place& body, const std::vector<Expr>& merges,
               const std::vector<NodeId>& switches, const std::vector<Expr>& after);
    void addGathered(Place& place, const Expr& array, const Expr& limit);
    void choose(const Place& outside);

    RandomGraph& m_made;
    GraphFixture& m_g;
    std::mt19937 m_dice;
    const RandomKind m_kind;
    const unsigned m_seed;
    bool m_hasDevices = false;
    int m_count = 0;
    std::vector<RandomVariable> m_variables;
};

}  // namespace weft::test
