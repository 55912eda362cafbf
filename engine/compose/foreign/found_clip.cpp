// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/found_clip.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace weft {
namespace {

using Ops = std::initializer_list<std::string_view>;
using Pair = std::array<PortRef, 2>;

const Ops kDivisions{"RealDiv", "Div"};
const Ops kSelections{"Select", "SelectV2"};
const Ops kSums{"AddV2", "Add"};

/// What clips one gradient.
struct FoundClip {
    GradientClip clip;
    PortRef gradient;
    std::vector<PortRef> together;  // by global norm: all gradients whose norm it is
    std::set<ItemId> nodes;
};

/// Whether a number is 1 / c, as far as float32 goes.
bool isInverse(double number, double c) {
    return static_cast<float>(number) == static_cast<float>(1 / c);
}

class ClipSearch {
public:
    ClipSearch(const NodeReader& nodes, std::optional<int> rank) : m_nodes(nodes), m_rank(rank) {}

    std::optional<FoundClip> find(const PortRef& clipped) const {
        std::optional<FoundClip> found = byValue(clipped);
        if (!found) { found = byNorm(clipped); }
        if (!found) { found = byGlobalNorm(clipped); }
        if (found) { addNodes(clipped, *found); }
        return found;
    }

private:
    struct Scaled {
        PortRef value;
        double factor;
    };

    bool is(const PortRef& at, Ops ops) const {
        return std::ranges::find(ops, m_nodes.op(at.item)) != ops.end();
    }
    /// The inputs of a node that is one of the ops and has so many; nothing for others.
    std::vector<PortRef> inputs(const PortRef& at, Ops ops, std::size_t count) const {
        std::vector<PortRef> read = is(at, ops) ? m_nodes.inputs(at.item) : std::vector<PortRef>();
        return read.size() == count ? read : std::vector<PortRef>();
    }
    std::optional<double> number(const PortRef& at) const { return m_nodes.number(at.item); }
    /// Both orders of the inputs of an op of two.
    std::vector<Pair> bothOrders(const PortRef& at, Ops ops) const {
        const std::vector<PortRef> read = inputs(at, ops, 2);
        if (read.empty()) { return {}; }
        return {{read[0], read[1]}, {read[1], read[0]}};
    }
    /// What an op does with something and a number.
    std::optional<Scaled> withNumber(const PortRef& at, Ops ops) const {
        for (const auto& [value, other] : bothOrders(at, ops)) {
            if (const auto factor = number(other)) { return Scaled{value, *factor}; }
        }
        return std::nullopt;
    }
    PortRef behindIdentity(const PortRef& at) const {
        const std::vector<PortRef> read = inputs(at, {"Identity"}, 1);
        return read.empty() ? at : read[0];
    }
    /// 1 / c, as a number or divided by nodes.
    bool isInverseOf(const PortRef& at, double c) const {
        if (const auto given = number(at)) { return isInverse(*given, c); }
        const std::vector<PortRef> read = inputs(at, kDivisions, 2);
        return !read.empty() && number(read[0]) == 1.0 && number(read[1]) == c;
    }

    std::optional<FoundClip> byValue(const PortRef& at) const {
        const auto clip = [](const PortRef& g, std::optional<double> low,
                             std::optional<double> high) -> std::optional<FoundClip> {
            if (!low || !high || *low != -*high || !(*high > 0)) { return std::nullopt; }
            return FoundClip{{GradientClip::By::Value, *high}, g, {}, {}};
        };
        if (const auto read = inputs(at, {"ClipByValue"}, 3); !read.empty()) {
            return clip(read[0], number(read[1]), number(read[2]));
        }
        const auto above = withNumber(at, {"Maximum"});
        const auto below = above ? withNumber(above->value, {"Minimum"}) : std::nullopt;
        return below ? clip(below->value, above->factor, below->factor) : std::nullopt;
    }

    /// All axes of a gradient: 0, 1, ... in any order, or a Range up to its rank.
    bool isAllAxes(const PortRef& at) const {
        if (const auto read = inputs(at, {"Range"}, 3); !read.empty()) {
            const auto is = [&](const PortRef& port, std::int64_t n) {
                return m_nodes.ints(port.item) == std::vector<std::int64_t>{n};
            };
            const bool upToRank = this->is(read[1], {"Rank"}) || (m_rank && is(read[1], *m_rank));
            return is(read[0], 0) && upToRank && is(read[2], 1);
        }
        std::optional<std::vector<std::int64_t>> axes = m_nodes.ints(at.item);
        if (!axes || !m_rank) { return false; }
        for (std::int64_t& axis : *axes) { axis += axis < 0 ? *m_rank : 0; }
        std::ranges::sort(*axes);
        for (std::size_t i = 0; i < axes->size(); ++i) {
            if ((*axes)[i] != static_cast<std::int64_t>(i)) { return false; }
        }
        return std::ssize(*axes) == *m_rank;
    }
    bool isSumOfSquares(const PortRef& at, const PortRef& g) const {
        const std::vector<PortRef> sum = inputs(at, {"Sum"}, 2);
        if (sum.empty() || !isAllAxes(sum[1])) { return false; }
        return inputs(sum[0], {"Mul"}, 2) == std::vector<PortRef>{g, g} ||
               inputs(sum[0], {"Square"}, 1) == std::vector<PortRef>{g};
    }
    bool isOnes(const PortRef& at) const {
        const std::vector<PortRef> fill = inputs(at, {"Fill"}, 2);
        return is(at, {"OnesLike"}) || number(fill.empty() ? at : fill[1]) == 1.0;
    }
    /// The root of the sum of squares, where need be with 0 passed around the root.
    bool isNorm(const PortRef& at, const PortRef& g) const {
        if (const auto root = inputs(at, {"Sqrt"}, 1); !root.empty()) {
            return isSumOfSquares(root[0], g);
        }
        const std::vector<PortRef> chosen = inputs(at, kSelections, 3);
        if (chosen.empty() || !isSumOfSquares(chosen[2], g)) { return false; }
        const std::vector<PortRef> greater = inputs(chosen[0], {"Greater"}, 2);
        const std::vector<PortRef> root = inputs(chosen[1], {"Sqrt"}, 1);
        if (greater.empty() || greater[0] != chosen[2] || number(greater[1]) != 0.0) {
            return false;
        }
        const auto safe = root.empty() ? root : inputs(root[0], kSelections, 3);
        return !safe.empty() && safe[0] == chosen[0] && safe[1] == chosen[2] && isOnes(safe[2]);
    }

    /// g c / max(|g|, c), or g c min(1 / |g|, 1 / c).
    std::optional<FoundClip> byNorm(const PortRef& clipped) const {
        const PortRef at = behindIdentity(clipped);
        if (const auto ratio = inputs(at, kDivisions, 2); !ratio.empty()) {
            const auto g = withNumber(ratio[0], {"Mul"});
            const auto norm = withNumber(ratio[1], {"Maximum"});
            if (!g || !norm || g->factor != norm->factor || !isNorm(norm->value, g->value)) {
                return std::nullopt;
            }
            return FoundClip{{GradientClip::By::Norm, g->factor}, g->value, {}, {}};
        }
        for (const auto& [product, least] : bothOrders(at, {"Mul"})) {
            const auto g = withNumber(product, {"Mul"});
            if (!g) { continue; }
            for (const auto& [inverse, limit] : bothOrders(least, {"Minimum"})) {
                const std::vector<PortRef> root = inputs(inverse, {"Rsqrt"}, 1);
                if (root.empty() || !isSumOfSquares(root[0], g->value)) { continue; }
                if (!isInverseOf(limit, g->factor)) { continue; }
                return FoundClip{{GradientClip::By::Norm, g->factor}, g->value, {}, {}};
            }
        }
        return std::nullopt;
    }

    /// Gradients whose norm a port gives: the root of twice the sum of L2Loss; none for all else.
    std::vector<PortRef> normOf(const PortRef& at) const {
        const std::vector<PortRef> root = inputs(at, {"Sqrt"}, 1);
        const auto twice = root.empty() ? std::nullopt : withNumber(root[0], {"Mul"});
        if (!twice || twice->factor != 2) { return {}; }
        const std::vector<PortRef> sum = inputs(twice->value, {"Sum"}, 2);
        if (sum.empty() || m_nodes.ints(sum[1].item) != std::vector<std::int64_t>{0} ||
            !is(sum[0], {"Pack"})) {
            return {};
        }
        std::vector<PortRef> gradients;
        for (const PortRef& half : m_nodes.inputs(sum[0].item)) {
            const std::vector<PortRef> g = inputs(half, {"L2Loss"}, 1);
            if (g.empty()) { return {}; }
            gradients.push_back(g[0]);
        }
        return gradients;
    }
    /// c min(1 / norm, 1 / c): the norm and c.
    std::optional<Scaled> finiteScale(const PortRef& at) const {
        const auto product = withNumber(at, {"Mul"});
        if (!product) { return std::nullopt; }
        for (const auto& [inverse, limit] : bothOrders(product->value, {"Minimum"})) {
            const std::vector<PortRef> ratio = inputs(inverse, kDivisions, 2);
            if (ratio.empty() || number(ratio[0]) != 1.0) { continue; }
            if (number(ratio[1]) || !isInverseOf(limit, product->factor)) { continue; }
            return Scaled{ratio[1], product->factor};
        }
        return std::nullopt;
    }
    /// The same, made NaN where the norm is not finite.
    std::optional<Scaled> scaleOf(const PortRef& at) const {
        for (const auto& [finite, nothing] : bothOrders(at, kSums)) {
            const auto scale = finiteScale(finite);
            if (!scale) { continue; }
            const std::vector<PortRef> same{scale->value, scale->value};
            return inputs(nothing, {"Sub"}, 2) == same ? scale : std::nullopt;
        }
        if (const auto chosen = inputs(at, kSelections, 3); !chosen.empty()) {
            const auto scale = finiteScale(chosen[1]);
            if (!scale) { return std::nullopt; }
            const std::vector<PortRef> norm{scale->value};
            const auto other = number(chosen[2]);
            const bool isNan = other && *other != *other;
            return isNan && inputs(chosen[0], {"IsFinite"}, 1) == norm ? scale : std::nullopt;
        }
        return finiteScale(at);
    }
    std::optional<FoundClip> byGlobalNorm(const PortRef& clipped) const {
        for (const auto& [g, by] : bothOrders(behindIdentity(clipped), {"Mul"})) {
            const auto scale = scaleOf(by);
            std::vector<PortRef> together = scale ? normOf(scale->value) : std::vector<PortRef>();
            if (together.empty()) { continue; }
            return FoundClip{
                {GradientClip::By::GlobalNorm, scale->factor}, g, std::move(together), {}};
        }
        return std::nullopt;
    }

    /// All that is between gradients and what is clipped, with its constants.
    void addNodes(const PortRef& clipped, FoundClip& found) const {
        std::vector<PortRef> open{clipped};
        while (!open.empty()) {
            const PortRef at = open.back();
            open.pop_back();
            const bool isGradient = at == found.gradient ||
                                    std::ranges::find(found.together, at) != found.together.end();
            if (isGradient || !found.nodes.insert(at.item).second) { continue; }
            for (const PortRef& input : m_nodes.inputs(at.item)) { open.push_back(input); }
        }
    }

    const NodeReader& m_nodes;
    std::optional<int> m_rank;
};

}  // namespace

std::optional<FoundClips> clipsAt(const NodeReader& nodes,
                                  const std::map<PortRef, std::optional<int>>& ranks) {
    FoundClips all;
    std::vector<FoundClip> found;
    for (const auto& [clipped, rank] : ranks) {
        std::optional<FoundClip> one = ClipSearch(nodes, rank).find(clipped);
        if (!one || (!found.empty() && one->clip != all.clip)) { return std::nullopt; }
        all.clip = one->clip;
        all.gradients.push_back(one->gradient);
        all.nodes.merge(one->nodes);
        found.push_back(*std::move(one));
    }
    const std::set<PortRef> gradients(all.gradients.begin(), all.gradients.end());
    const auto isOfThese = [&](const FoundClip& one) {
        return one.clip.by != GradientClip::By::GlobalNorm ||
               std::set<PortRef>(one.together.begin(), one.together.end()) == gradients;
    };
    if (found.empty() || !std::ranges::all_of(found, isOfThese)) { return std::nullopt; }
    return all;
}

}  // namespace weft
