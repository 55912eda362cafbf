// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/outline/outline_tree.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "ui/base/to_qt.h"
#include "ui/document/functions/function_facts.h"

namespace weft::ui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::OutlineTree", text);
}

OutlineRow rowOf(const Document& document, const Item& item) {
    OutlineRow row;
    row.id = item.id.value;
    row.name = toQt(item.name);
    if (const auto* op = item.as<OpItem>()) {
        row.detail = toQt(op->op);
    } else if (const auto* recipe = item.as<RecipeItem>()) {
        row.detail = toQt(recipe->recipe);
    } else if (const auto* data = item.as<DataItem>()) {
        row.detail = data->source.empty() ? words("data") : toQt(data->source);
    } else if (const auto* note = item.as<NoteItem>()) {
        row.kind = OutlineRow::Kind::Paper;
        row.name = toQt(note->text).section(QChar('\n'), 0, 0).trimmed();
        row.detail = note->frame ? words("frame") : words("note");
        row.complete = true;
    } else {
        row.isGroup = true;
        row.detail = words("group");
        row.complete = true;
        if (item.as<FunctionItem>() != nullptr) {
            QStringList details = gradientWords(document, item.id);
            details.prepend(words("function"));
            row.detail = details.join(QStringLiteral(", "));
        }
    }
    return row;
}

bool fits(const OutlineRow& row, const QString& filter) {
    return filter.isEmpty() || row.name.contains(filter, Qt::CaseInsensitive) ||
           row.detail.contains(filter, Qt::CaseInsensitive);
}

/// Of paper its words.
const std::string& shownName(const Item& item) {
    const auto* note = item.as<NoteItem>();
    return note == nullptr ? item.name : note->text;
}

bool comesBefore(const Item& a, const Item& b, OutlineTree::Order order) {
    switch (order) {
        case OutlineTree::Order::Place:
            return std::tie(a.x, a.y, a.id) < std::tie(b.x, b.y, b.id);
        case OutlineTree::Order::Name:
            return std::pair(shownName(a), a.id) < std::pair(shownName(b), b.id);
        case OutlineTree::Order::Creation:
            return a.id < b.id;
    }
    return false;
}

}  // namespace

QString OutlineRow::key() const {
    const QString number = QString::number(id);
    switch (kind) {
        case Kind::Wire:
            // A wire is told at both of its ends.
            return QStringLiteral("wire ") + number + (isOutput ? " <" : " >");
        case Kind::Socket:
            return number + (isOutput ? " < " : " > ") + port;
        default:
            return number;
    }
}

OutlineTree::OutlineTree(std::shared_ptr<const EngineDocument> document, Order order,
                         const QString& filter)
    : m_document(std::move(document)) {
    if (m_document == nullptr || !m_document->project) { return; }
    std::map<ItemId, std::vector<const Item*>> inside;
    for (const Item* item : m_document->project->all<Item>()) {
        inside[item->parent].push_back(item);
    }
    for (auto& [parent, items] : inside) {
        std::ranges::stable_sort(
            items, [order](const Item* a, const Item* b) { return comesBefore(*a, *b, order); });
    }
    std::map<ItemId, QString> problems;
    for (const Finding& finding : m_document->expansion.findings) {
        if (finding.severity != Finding::Severity::Error) { continue; }
        problems.emplace(finding.item, toQt(finding.text));
    }
    // What is asked for, and what it lies in.
    std::set<ItemId> kept;
    for (const Item* item : m_document->project->all<Item>()) {
        if (!fits(rowOf(*m_document->project, *item), filter)) { continue; }
        ++m_found;
        if (filter.isEmpty()) { continue; }
        const Item* at = item;
        while (at != nullptr && kept.insert(at->id).second) {
            at = m_document->project->item(at->parent);
        }
    }
    const auto addInside = [&](const auto& self, ItemId group, int parent) -> void {
        const auto found = inside.find(group);
        if (found == inside.end()) { return; }
        for (const Item* item : found->second) {
            if (!filter.isEmpty() && !kept.contains(item->id)) { continue; }
            OutlineRow row = rowOf(*m_document->project, *item);
            const auto problem = problems.find(item->id);
            if (problem != problems.end()) { row.problem = problem->second; }
            const bool isGroup = row.isGroup;
            const int made = add(std::move(row), parent);
            m_items.insert(item->id.value, made);
            if (isGroup) { self(self, item->id, made); }
        }
    };
    addInside(addInside, {}, -1);
}

const std::vector<int>& OutlineTree::children(int parent) const {
    return parent < 0 ? m_top : row(parent).children;
}

int OutlineTree::find(OutlineRow::Kind kind, quint64 id) const {
    if (kind == OutlineRow::Kind::Item || kind == OutlineRow::Kind::Paper) {
        return m_items.value(id, -1);
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].kind == kind && m_rows[i].id == id) { return static_cast<int>(i); }
    }
    return -1;
}

int OutlineTree::add(OutlineRow row, int parent) {
    const int made = static_cast<int>(m_rows.size());
    std::vector<int>& beside =
        parent < 0 ? m_top : m_rows[static_cast<std::size_t>(parent)].children;
    row.parent = parent;
    row.place = static_cast<int>(beside.size());
    beside.push_back(made);
    m_rows.push_back(std::move(row));
    return made;
}

void OutlineTree::addSockets(std::vector<OutlineRow>& out, ItemId id, bool outputs) const {
    const Document& project = *m_document->project;
    const Item* item = project.item(id);
    if (item == nullptr) { return; }
    for (const weft::PortInfo& port :
         outputs ? outputPorts(project, *item) : inputPorts(project, *item)) {
        OutlineRow row;
        row.kind = OutlineRow::Kind::Socket;
        row.id = id.value;
        row.port = toQt(port.port);
        row.isOutput = outputs;
        row.name = (outputs ? words("output %1") : words("input %1")).arg(row.port);
        row.complete = true;
        PortRef carries{id, port.port};
        for (const Wire* wire : project.all<Wire>()) {
            if (!outputs && wire->to == PortRef{id, port.port}) { carries = wire->from; }
        }
        if (const OutputInfo* info = m_document->expansion.outputAt(carries)) {
            row.detail = toQt(dtypeName(info->type)) + ' ' + toQt(info->shape.toString());
        }
        out.push_back(std::move(row));
    }
}

std::vector<OutlineRow> OutlineTree::missing(int at) const {
    std::vector<OutlineRow> out;
    if (row(at).complete || row(at).kind != OutlineRow::Kind::Item) { return out; }
    addSockets(out, ItemId{row(at).id}, false);
    addSockets(out, ItemId{row(at).id}, true);
    return out;
}

void OutlineTree::complete(int at) {
    const std::vector<OutlineRow> sockets = missing(at);
    m_rows[static_cast<std::size_t>(at)].complete = true;
    const Document& project = *m_document->project;
    for (const OutlineRow& socket : sockets) {
        const int made = add(socket, at);
        const PortRef port{ItemId{socket.id}, socket.port.toStdString()};
        for (const Wire* wire : project.all<Wire>()) {
            if ((socket.isOutput ? wire->from : wire->to) != port) { continue; }
            const PortRef& other = socket.isOutput ? wire->to : wire->from;
            OutlineRow line;
            line.kind = OutlineRow::Kind::Wire;
            line.id = wire->id.value;
            line.isOutput = socket.isOutput;
            line.name = (socket.isOutput ? words("to %1") : words("from %1"))
                            .arg(toQt(project.pathOf(other.item)));
            line.detail = toQt(other.port);
            line.complete = true;
            add(std::move(line), made);
        }
    }
}

}  // namespace weft::ui
