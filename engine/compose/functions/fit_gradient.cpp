// SPDX-License-Identifier: Apache-2.0
/// @file
/// A gradient is given the signature that it must have; declared with makeGradientFunction().

#include <algorithm>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/compose/functions/make_function.h"

namespace weft {
namespace {

constexpr double kBelow = 96;

class GradientFitter {
public:
    GradientFitter(Edit& edit, ItemId gradient) : m_edit(edit), m_gradient(gradient) {}

    /// Arguments, or results, in the order that is wanted.
    std::vector<ItemId> fit(const char* op, const std::vector<GradientPort>& wanted) {
        const bool ofArguments = std::string_view(op) == kArgumentOp;
        const std::vector<const Item*> bar = ofArguments
                                                 ? argumentsOf(m_edit.document(), m_gradient)
                                                 : resultsOf(m_edit.document(), m_gradient);
        const std::vector<ItemId> kept = matched(bar, wanted);
        std::vector<ItemId> gone;
        double y = 0;
        for (const Item* item : bar) {
            y = std::max(y, item->y + kBelow);
            if (std::ranges::find(kept, item->id) == kept.end()) { gone.push_back(item->id); }
        }
        const double x = bar.empty() ? 0 : bar.front()->x;
        for (const ItemId id : gone) { removeBarItem(m_edit, id); }
        std::vector<ItemId> all;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            Item item{.parent = m_gradient, .x = x, .y = y};
            item.what = OpItem{op, {}, {}, {}};
            const bool isNew = !kept[i].valid();
            if (!isNew) { item = *m_edit.document().item(kept[i]); }
            AttrMap& attrs = std::get<OpItem>(item.what).attrs;
            attrs.set(kBarIndex, static_cast<std::int64_t>(i));
            if (ofArguments) { attrs.set("T", wanted[i].type); }
            all.push_back(isNew ? m_edit.add(std::move(item), wanted[i].name)
                                : m_edit.put(std::move(item)));
            if (isNew) { y += kBelow; }
        }
        return all;
    }

    /// Results that nothing is wired to are zeros.
    void giveZeros(const std::vector<ItemId>& results, const std::vector<ItemId>& arguments) {
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (sourceOf(results[i]).item.valid()) { continue; }
            const ItemId zeros = before(results[i], OpItem{"ZerosLike", {}, {}, {}}, "zeros");
            wire({arguments[i], "output"}, {zeros, "x"});
            wire({zeros, "y"}, {results[i], "input"});
        }
    }

    /// @param body of the gradient as it is by now.
    void castResults(const std::vector<GradientPort>& wanted, const Expansion& body) {
        const std::vector<const Item*> results = resultsOf(m_edit.document(), m_gradient);
        const std::vector<DType> types = barTypes(results, body);
        std::vector<ItemId> wrong;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const bool fits = types[i] == wanted[i].type || types[i] == DType::Invalid;
            wrong.push_back(fits ? ItemId{} : results[i]->id);
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!wrong[i].valid()) { continue; }
            const PortRef from = sourceOf(wrong[i]);
            const ItemId cast =
                before(wrong[i], OpItem{"Cast", {{"DstT", wanted[i].type}}, {}, {}}, "cast");
            wire(from, {cast, "x"});
            wire({cast, "y"}, {wrong[i], "input"});
        }
    }

private:
    /// What stands for each that is wanted: that of its name, else the next of its type.
    static std::vector<ItemId> matched(std::vector<const Item*> bar,
                                       const std::vector<GradientPort>& wanted) {
        std::vector<ItemId> kept(wanted.size());
        const auto take = [&](std::size_t i, const auto& fits) {
            const auto found = std::ranges::find_if(bar, fits);
            if (kept[i].valid() || found == bar.end()) { return; }
            kept[i] = (*found)->id;
            bar.erase(found);
        };
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            take(i, [&](const Item* item) { return item->name == wanted[i].name; });
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            take(i, [&](const Item* item) {
                return isResult(*item) || item->as<OpItem>()->attrs.getOr<DType>(
                                              "T", wanted[i].type) == wanted[i].type;
            });
        }
        return kept;
    }

    PortRef sourceOf(ItemId result) const {
        for (const Wire* wire : m_edit.document().all<Wire>()) {
            if (wire->to == PortRef{result, "input"}) { return wire->from; }
        }
        return {};
    }

    ItemId before(ItemId result, OpItem op, const std::string& name) {
        const Item& at = *m_edit.document().item(result);
        Item item{.parent = m_gradient, .x = at.x - 160, .y = at.y};
        item.what = std::move(op);
        return m_edit.add(std::move(item), name);
    }

    void wire(const PortRef& from, const PortRef& to) { (void)m_edit.connect(from, to); }

    Edit& m_edit;
    ItemId m_gradient;
};

}  // namespace

Status fitGradientFunction(Edit& edit, const Expansion& expansion, ItemId id) {
    const Item* function = edit.document().item(id);
    const Item* gradient = gradientFunctionOf(edit.document(), id);
    if (function == nullptr || gradient == nullptr) {
        return notFound("the function has no gradient of its own any more");
    }
    const GradientSignature wanted = gradientSignature(edit.document(), expansion, *function);
    const ItemId gradientId = gradient->id;
    const std::string name = gradient->name;
    GradientFitter fitter(edit, gradientId);
    const std::vector<ItemId> arguments = fitter.fit(kArgumentOp, wanted.arguments);
    fitter.giveZeros(fitter.fit(kResultOp, wanted.results), arguments);
    followSignature(edit, name);
    const Expansion now = expandForward(edit.document());
    const auto body = now.bodies.find(gradientId);
    if (body != now.bodies.end()) { fitter.castResults(wanted.results, *body->second); }
    return okStatus();
}

}  // namespace weft
