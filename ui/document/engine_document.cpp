// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/engine_document.h"

#include <QFileInfo>
#include <algorithm>
#include <map>
#include <set>

#include "engine/compose/foreign/take_over.h"
#include "ui/base/to_qt.h"
#include "ui/document/project_diagram.h"

namespace weft::ui {
namespace {

constexpr quint64 kScopeIds = quint64{1} << 61;

bool isProjectFile(const QString& path) {
    return path.endsWith(QStringLiteral(".weft")) || path.endsWith(QStringLiteral(".weft.pbtxt"));
}

Result<Graph> readPlainGraph(const QString& path, std::string& metaBytes) {
    const std::string bytes = WEFT_TRY(readFile(path.toStdString()));
    const ImportOptions options{.unknownOps = UnknownOps::Keep, .limits = defaultLimits()};
    if (path.endsWith(QStringLiteral(".meta.pbtxt"))) {
        MetaGraph meta = WEFT_TRY(metaGraphFromText(bytes, options));
        metaBytes = std::move(meta.otherBytes);
        return std::move(meta.graph);
    }
    if (path.endsWith(QStringLiteral(".meta"))) {
        MetaGraph meta = WEFT_TRY(metaGraphFromBytes(bytes, options));
        metaBytes = std::move(meta.otherBytes);
        return std::move(meta.graph);
    }
    if (path.endsWith(QStringLiteral(".pbtxt"))) { return graphFromText(bytes, options); }
    if (path.endsWith(QStringLiteral(".pb"))) { return graphFromBytes(bytes, options); }
    return unimplemented(
        "files of this kind cannot be opened: want .weft, .weft.pbtxt, .pb, .pbtxt, .meta or "
        ".meta.pbtxt");
}

/// The roles that a document remembers, as nodes of its expansion: what cannot be made has none.
GraphRoles rolesFrom(const ForeignMemory& memory, const Expansion& expansion) {
    GraphRoles roles;
    const auto nodeOf = [&](ItemId item) {
        const auto found = expansion.operations.find(item);
        return found == expansion.operations.end() ? NodeId{} : found->second;
    };
    const auto take = [&](const std::vector<ItemId>& items, std::vector<NodeId>& nodes) {
        for (const ItemId item : items) {
            if (nodeOf(item).valid()) { nodes.push_back(nodeOf(item)); }
        }
    };
    const auto guess = [&](const ForeignMemory::Guess& from, RoleGuess& to) {
        to.node = nodeOf(from.item);
        to.evidence = from.evidence;
        take(from.others, to.others);
    };
    guess(memory.train, roles.train);
    guess(memory.loss, roles.loss);
    guess(memory.init, roles.init);
    guess(memory.restore, roles.restore);
    take(memory.placeholders, roles.placeholders);
    take(memory.trained, roles.trained);
    take(memory.updates, roles.updates);
    return roles;
}

/// What the run sheet says is stronger than what is believed.
void takeChoices(const Document& document, const Expansion& expansion, GraphRoles& roles) {
    const auto choose = [](RoleGuess& guess, NodeId chosen) {
        if (!guess.found() || guess.node == chosen) { return; }
        std::erase(guess.others, chosen);
        guess.others.insert(guess.others.begin(), guess.node);
        guess.node = chosen;
        guess.evidence = "chosen by you";
    };
    const auto& told = expansion.graph.collections().nodes;
    if (const auto init = told.find("init_op"); init != told.end() && !init->second.empty()) {
        const Node* node = expansion.graph.find(init->second.back());
        if (node != nullptr) { choose(roles.init, node->id); }
    }
    for (const RunRow* row : document.rows()) {
        if (row->mode != RunRow::Mode::Training || row->targets.empty()) { continue; }
        const auto train = expansion.operations.find(row->targets.front());
        if (train != expansion.operations.end()) { choose(roles.train, train->second); }
        if (row->fetches.empty()) { return; }
        const auto loss = expansion.tensorAt(row->fetches.front());
        if (loss) { choose(roles.loss, loss->node); }
        return;
    }
}

using Readers = std::map<ItemId, std::set<ItemId>>;

/// Whether one item reads all of a series.
bool gathered(const NodeSeries& series, const Readers& readers) {
    const auto first = readers.find(series.members.front());
    if (first == readers.end()) { return false; }
    return std::ranges::any_of(first->second, [&](ItemId reader) {
        return std::ranges::all_of(series.members, [&](ItemId member) {
            const auto of = readers.find(member);
            return of != readers.end() && of->second.contains(reader);
        });
    });
}

/// Long repetitions of a graph that was made elsewhere are folded: chains, groups that are alike, and
/// what one node takes together.
void foldLongSeries(Document& document) {
    constexpr std::size_t kLong = 5;
    Edit edit(document);
    Readers readers;
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->from.port != kControlPort) { readers[wire->from.item].insert(wire->to.item); }
    }
    // What is fed by a person is seen one by one.
    const auto asked = [](const Item& item) { return !item.folded && !isPlaceholder(item); };
    for (const NodeSeries& series : findSeries(document, asked)) {
        const bool groups = document.item(series.members.front())->as<GroupItem>() != nullptr;
        const bool hangs = groups || series.chained || gathered(series, readers);
        if (series.members.size() < kLong || !hangs) { continue; }
        for (const ItemId id : series.members) {
            Item folded = *document.item(id);
            folded.folded = true;
            edit.put(std::move(folded));
        }
    }
    const Result<Delta> delta = edit.finish();
    // It is only how the graph is drawn: without, all of it is there.
    if (delta.ok()) { (void)document.apply(*delta); }
}

void expand(EngineDocument& document) {
    document.expansion = expandDocument(*document.project);
    if (!isForeign(*document.project)) {
        document.folds.foldSeries(*document.project);
        return;
    }
    const std::optional<ForeignMemory> memory = memoryOf(*document.project);
    document.roles =
        memory ? rolesFrom(*memory, document.expansion) : rolesOf(document.expansion.graph);
    takeChoices(*document.project, document.expansion, *document.roles);
    document.folds = foldsOf(*document.project, document.expansion, *document.roles);
    document.folds.foldSeries(*document.project);
}

std::vector<ProblemRow> problemsOf(const EngineDocument& document) {
    std::vector<ProblemRow> rows;
    for (const Finding& finding : document.expansion.findings) {
        ProblemRow row;
        row.severity = finding.severity == Finding::Severity::Error ? ProblemRow::Severity::Error
                                                                    : ProblemRow::Severity::Warning;
        row.text = toQt(finding.text);
        row.where = toQt(document.project->pathOf(finding.item));
        row.item = finding.item.value;
        rows.push_back(std::move(row));
    }
    for (const Node& node : document.graph().nodes()) {
        if (node.op != nullptr || document.project) { continue; }
        rows.push_back({ProblemRow::Severity::Warning,
                        QStringLiteral("op '%1' is not known here: kept when saving, cannot run")
                            .arg(toQt(node.opName)),
                        toQt(node.name), document.innerIdOf(node.id)});
    }
    return rows;
}

}  // namespace

quint64 EngineDocument::topIdOf(NodeId node) const {
    if (scopes) { return scopes->topOf(node); }
    const std::vector<ItemId> chain = folds.chain(*project, expansion.originOf(node).item);
    return chain.empty() ? 0 : folds.headOf(chain.back()).value;
}

quint64 EngineDocument::innerIdOf(NodeId node) const {
    if (scopes) { return scopes->idOf(node); }
    const Item* item = project->item(expansion.originOf(node).item);
    const bool isItself = item != nullptr && item->as<OpItem>() != nullptr;
    return isItself ? item->id.value : nodeIdIn(node);
}

std::vector<quint64> EngineDocument::idsShowing(NodeId node) const {
    if (scopes) { return {scopes->topOf(node), scopes->idOf(node)}; }
    std::vector<quint64> ids{nodeIdIn(node)};
    for (const ItemId id : folds.chain(*project, expansion.originOf(node).item)) {
        ids.push_back(id.value);
        if (folds.headOf(id) != id) { ids.push_back(folds.headOf(id).value); }
    }
    return ids;
}

std::vector<quint64> EngineDocument::wayTo(quint64 id) const {
    std::vector<quint64> way;
    if (!project) { return way; }
    std::vector<ItemId> chain;
    const bool derived = id >= nodeIdIn(NodeId{0});
    if (derived) {
        const auto node = static_cast<std::int32_t>(id - nodeIdIn(NodeId{0}));
        if (static_cast<std::size_t>(node) >= graph().size()) { return way; }
        chain = folds.chain(*project, expansion.originOf(NodeId{node}).item);
    } else {
        chain = folds.chain(*project, ItemId{id});
    }
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) { way.push_back(at->value); }
    if (!derived && !way.empty()) { way.pop_back(); }
    // What is open in place is seen from around it.
    while (!way.empty() && project->item(ItemId{way.back()})->opened) { way.pop_back(); }
    return way;
}

QString titleOfPath(const QString& path) {
    const QString name = QFileInfo(path).fileName().section('.', 0, 0);
    return name.isEmpty() ? QStringLiteral("untitled") : name;
}

std::shared_ptr<const EngineDocument> projectOf(const Document& document, const QString& path) {
    auto made = std::make_shared<EngineDocument>();
    made->path = path;
    made->title = titleOfPath(path);
    made->project = document;
    expand(*made);
    return made;
}

std::shared_ptr<const EngineDocument> emptyProject() { return projectOf(Document(), {}); }

Result<std::shared_ptr<const EngineDocument>> readDocument(const QString& path) {
    auto document = std::make_shared<EngineDocument>();
    document->path = path;
    document->title = titleOfPath(path);
    if (isProjectFile(path)) {
        document->project = WEFT_TRY(readProject(path.toStdString()));
        expand(*document);
        return std::shared_ptr<const EngineDocument>(std::move(document));
    }
    Result<Graph> graph = readPlainGraph(path, document->metaBytes);
    if (!graph.ok()) {
        return annotated(graph.status(), "", concat(" (", path.toStdString(), ")"));
    }
    if (Result<Document> taken = takeOverGraph(*graph, document->metaBytes); taken.ok()) {
        document->project = *std::move(taken);
        foldLongSeries(*document->project);
        expand(*document);
        return std::shared_ptr<const EngineDocument>(std::move(document));
    }
    document->expansion.graph = *std::move(graph);
    document->scopes.emplace(document->expansion.graph, kScopeIds);
    return std::shared_ptr<const EngineDocument>(std::move(document));
}

OpenDocument presented(const std::shared_ptr<const EngineDocument>& document) {
    OpenDocument shown;
    shown.path = document->path;
    shown.title = document->title;
    shown.problems = problemsOf(*document);
    if (!document->project) {
        shown.top = document->scopes->inside(0);
        shown.inside = [document](quint64 id) { return document->scopes->inside(id); };
        shown.topOf = [document](quint64 id) { return document->scopes->topOfId(id); };
        return shown;
    }
    // Asked for after each edit: drawn once.
    const auto top = std::make_shared<const Diagram>(
        diagramOfItems(*document->project, document->expansion, {}, document->folds));
    shown.top = *top;
    shown.inside = [document, top](quint64 id) {
        const ItemId item{id};
        if (id == 0) { return *top; }
        const Item* found = document->project->item(item);
        if (found == nullptr) { return Diagram(); }
        if (holdsItems(*found) || document->folds.isAnchor(item)) {
            return diagramOfItems(*document->project, document->expansion, item, document->folds);
        }
        // Nodes of a body that a recipe makes have no place in the graph that runs.
        const bool ofBody = document->project->functionOf(item).valid();
        if (found->as<RecipeItem>() == nullptr || ofBody) { return Diagram(); }
        return diagramOfExpansion(document->expansion, item, document->project->pathOf(item));
    };
    shown.topOf = [document](quint64 id) -> quint64 {
        const std::vector<quint64> way = document->wayTo(id);
        return document->folds.headOf(ItemId{way.empty() ? id : way.front()}).value;
    };
    shown.wayTo = [document](quint64 id) { return document->wayTo(id); };
    return shown;
}

}  // namespace weft::ui
