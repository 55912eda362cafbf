// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/foreign/guesses.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

using What = ForeignGuess::What;

constexpr std::size_t kNamed = 3;        // placeholders told by name
constexpr std::size_t kMostOthers = 12;  // choices of a menu

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Guesses", text); }

class Believer {
public:
    explicit Believer(const EngineDocument& document)
        : m_document(document), m_roles(*document.roles) {}

    std::vector<ForeignGuess> run() {
        addTrain();
        addLoss();
        addFeeds();
        add(What::Init, m_roles.init, words("init:"));
        add(What::Saver, m_roles.restore, words("saver:"));
        addUnknown();
        return std::move(m_guesses);
    }

private:
    quint64 itemOf(NodeId node) const { return m_document.expansion.originOf(node).item.value; }
    QString nameOf(NodeId node) const { return toQt(m_document.graph().node(node).name); }

    ForeignGuess& add(What what, const RoleGuess& role, const QString& title) {
        static ForeignGuess none;
        if (!role.found()) { return none; }
        ForeignGuess guess;
        guess.what = what;
        guess.words = title + ' ' + nameOf(role.node);
        guess.evidence = toQt(role.evidence);
        guess.item = itemOf(role.node);
        for (const NodeId other : role.others) {
            if (guess.others.size() == kMostOthers) { break; }
            guess.others.emplace_back(itemOf(other), nameOf(other));
        }
        m_guesses.push_back(std::move(guess));
        return m_guesses.back();
    }

    const RunRow* trainRow() const {
        for (const RunRow* row : m_document.project->rows()) {
            if (row->mode == RunRow::Mode::Training && !row->targets.empty()) { return row; }
        }
        return nullptr;
    }

    void addTrain() {
        if (!m_roles.train.found() || trainRow() == nullptr) { return; }
        add(What::Train, m_roles.train, words("trains by"));
    }

    void addLoss() {
        if (m_roles.loss.found() && trainRow() != nullptr) {
            add(What::Loss, m_roles.loss, words("loss:"));
        }
    }

    void addFeeds() {
        if (m_roles.placeholders.empty()) { return; }
        ForeignGuess guess;
        guess.what = What::Feeds;
        QStringList names;
        std::set<NodeId> fed;
        for (const ColumnBinding& binding : m_document.expansion.bindings) {
            fed.insert(binding.placeholder);
        }
        int missing = 0;
        int others = 0;
        for (const NodeId id : m_roles.placeholders) {
            const Node& node = m_document.graph().node(id);
            const bool has = fed.contains(id) || !node.isOp("Placeholder");
            missing += has ? 0 : 1;
            // What has a value of its own need not be named.
            const bool named = node.isOp("Placeholder");
            if (named && static_cast<std::size_t>(names.size()) < kNamed) {
                names.append(nameOf(id));
            }
            others += named ? 0 : 1;
            QString line = nameOf(id);
            if (!node.outputs.empty()) {
                line += QStringLiteral("  %1 %2").arg(toQt(dtypeName(node.outputs.front().type)),
                                                      toQt(node.outputs.front().shape.toString()));
            }
            if (!has) { line += QStringLiteral("  ") + words("no data yet"); }
            guess.places.emplace_back(itemOf(id), line);
        }
        const auto more =
            static_cast<int>(m_roles.placeholders.size()) - others - static_cast<int>(names.size());
        if (more > 0) { names.append(QStringLiteral("+%1").arg(more)); }
        guess.words = words("fed at") + ' ' + names.join(QStringLiteral(", "));
        guess.evidence =
            words("its placeholders; drop a file with columns of these names to feed them");
        guess.needsWork = missing > 0;
        if (missing > 0) { guess.words += QStringLiteral(": ") + words("no data yet"); }
        m_guesses.push_back(std::move(guess));
    }

    void addUnknown() {
        ForeignGuess guess;
        guess.what = What::Unknown;
        for (const Node& node : m_document.graph().nodes()) {
            if (node.op != nullptr) { continue; }
            guess.places.emplace_back(itemOf(node.id),
                                      nameOf(node.id) + QStringLiteral("  ") + toQt(node.opName));
        }
        if (guess.places.empty()) { return; }
        const auto count = static_cast<int>(guess.places.size());
        guess.words = count == 1 ? words("1 unknown op") : words("%1 unknown ops").arg(count);
        guess.evidence = words("kept when saving; a session refuses them");
        guess.needsWork = true;
        if (guess.places.size() > kMostOthers) { guess.places.resize(kMostOthers); }
        m_guesses.push_back(std::move(guess));
    }

    const EngineDocument& m_document;
    const GraphRoles& m_roles;
    std::vector<ForeignGuess> m_guesses;
};

Status chooseTrain(Edit& edit, ItemId id) {
    Item item = *edit.document().item(id);
    for (const RunRow* row : edit.document().rows()) {
        if (row->mode != RunRow::Mode::Training || row->targets.empty()) { continue; }
        RunRow changed = *row;
        changed.targets.front() = id;
        edit.put(std::move(changed));
        item.folded = true;
        edit.put(std::move(item));
        return okStatus();
    }
    return notFound("there is no train row");
}

Status chooseLoss(Edit& edit, ItemId id) {
    const auto ports = outputPorts(edit.document(), *edit.document().item(id));
    if (ports.empty()) { return invalidArgument("it has no output"); }
    for (const RunRow* row : edit.document().rows()) {
        if (row->mode != RunRow::Mode::Training) { continue; }
        RunRow changed = *row;
        const PortRef loss{id, ports.front().port};
        if (changed.fetches.empty()) {
            changed.fetches.push_back(loss);
        } else {
            changed.fetches.front() = loss;
        }
        edit.put(std::move(changed));
        return okStatus();
    }
    return notFound("there is no train row");
}

Status chooseInit(Edit& edit, ItemId id) {
    Settings settings = edit.document().settings();
    MetaGraph frame =
        WEFT_TRY(metaGraphFromBytes(settings.frame, {.unknownOps = UnknownOps::Keep}));
    frame.graph.collections().nodes["init_op"] = {edit.document().pathOf(id)};
    settings.frame = metaGraphToBytes(frame);
    edit.put(std::move(settings));
    return okStatus();
}

}  // namespace

std::vector<ForeignGuess> guessesOf(const EngineDocument& document) {
    return document.roles ? Believer(document).run() : std::vector<ForeignGuess>();
}

Status chooseInstead(Edit& edit, const EngineDocument& document, ForeignGuess::What what,
                     ItemId item) {
    if (edit.document().item(item) == nullptr || !document.roles) {
        return notFound("it is not there any more");
    }
    switch (what) {
        case What::Train:
            return chooseTrain(edit, item);
        case What::Loss:
            return chooseLoss(edit, item);
        case What::Init:
            return chooseInit(edit, item);
        case What::Feeds:
        case What::Saver:
        case What::Unknown:
            break;
    }
    return invalidArgument("there is no choice");
}

}  // namespace weft::ui
