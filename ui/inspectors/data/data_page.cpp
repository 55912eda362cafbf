// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// DataPage: how it is put together, and what it changes. What it shows is in data_page_show.cpp.

#include "ui/inspectors/data/data_page.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>
#include <cmath>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/inspectors/data/binding_editor.h"
#include "ui/inspectors/data/data_import.h"
#include "ui/inspectors/data/data_keeper.h"

namespace weft::ui {
namespace {

constexpr int kLine = 24;

/// Keys open the list; they never choose what nobody has seen: a source takes time to be read.
class SourceBox final : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void keyPressEvent(QKeyEvent* event) override {
        const int key = event->key();
        const bool opens = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return ||
                           key == Qt::Key_Enter;
        if (opens && event->modifiers() == Qt::NoModifier) {
            showPopup();
            // Where the keys are is seen from the first.
            if (currentIndex() < 0) { view()->setCurrentIndex(model()->index(0, 0)); }
            return;
        }
        QComboBox::keyPressEvent(event);
    }
};

/// points.csv.gz: points_good
QString tableStem(QString name) {
    if (name.endsWith(".gz")) { name.chop(3); }
    if (name.endsWith(".csv")) { name.chop(4); }
    return name + QStringLiteral("_good");
}

QLabel* wordsLabel(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QTableWidget* tableOf(const QString& name, QWidget* parent) {
    auto* table = new QTableWidget(parent);
    table->setObjectName(name);
    table->setFont(fontOf(TextRole::MonoSmall));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setFocusPolicy(Qt::NoFocus);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(kLine);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

}  // namespace

DataPage::DataPage(DataKeeper& keeper, QWidget* parent)
    : QWidget(parent), m_keeper(keeper), m_reader(this) {
    setObjectName(QStringLiteral("dataPage"));
    setAcceptDrops(true);
    build();
    connectParts();
    setVisible(false);
}

void DataPage::build() {
    m_name = new QLabel(this);
    m_name->setFont(fontOf(TextRole::Head));
    m_source = new QWidget(this);
    m_sources = new SourceBox(m_source);
    m_sources->setObjectName(QStringLiteral("dataSources"));
    m_sources->setAccessibleName(tr("Source"));
    m_words = wordsLabel(QStringLiteral("dataWords"), m_source);
    m_cancel = new QPushButton(tr("Stop reading"), m_source);
    m_bad = wordsLabel(QStringLiteral("dataBad"), m_source);
    m_good = new QPushButton(tr("Use a copy without them"), m_source);
    m_good->setObjectName(QStringLiteral("dataGood"));
    m_cut = new QWidget(m_source);
    m_share = new QDoubleSpinBox(m_cut);
    m_share->setObjectName(QStringLiteral("dataShare"));
    m_share->setAccessibleName(tr("Share of rows to train with"));
    m_share->setRange(1, 99);
    m_share->setDecimals(0);
    m_share->setSuffix(QStringLiteral(" %"));
    m_share->setPrefix(tr("train "));
    m_seed = new QSpinBox(m_cut);
    m_seed->setObjectName(QStringLiteral("dataSeed"));
    m_seed->setAccessibleName(tr("Seed of the split"));
    m_seed->setRange(0, 999'999);
    m_seed->setPrefix(tr("seed "));
    auto* cut = new QHBoxLayout(m_cut);
    cut->setContentsMargins(0, 0, 0, 0);
    cut->addWidget(m_share);
    cut->addWidget(m_seed);
    m_parts = wordsLabel(QStringLiteral("dataParts"), m_source);
    m_pictures = new QLabel(m_source);
    m_pictures->setObjectName(QStringLiteral("dataPictures"));
    m_columns = tableOf(QStringLiteral("dataColumns"), m_source);
    m_rows = tableOf(QStringLiteral("dataRows"), m_source);
    m_bindings = new BindingEditor(this);
    auto* source = new QVBoxLayout(m_source);
    source->setContentsMargins(0, 0, 0, 0);
    source->setSpacing(8);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_sources, m_words, m_cancel, m_bad, m_good, m_cut,
                                         m_parts, m_pictures, m_columns, m_rows}) {
        source->addWidget(part);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_name);
    column->addWidget(m_source);
    column->addWidget(m_bindings);
}

void DataPage::connectParts() {
    connect(&m_reader, &DataReader::ready, this, &DataPage::showPreview);
    connect(&m_reader, &DataReader::failed, this, [this](const QString& why) {
        showPreview();
        m_words->setText(why);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_reader.cancel();
        m_cancel->hide();
        m_words->setText(tr("Not read to its end."));
    });
    connect(m_sources, &QComboBox::activated, this, [this](int at) {
        if (at == m_sources->count() - 1) {
            chooseFile();
        } else if (m_drawing != nullptr) {
            m_keeper.setSource(m_item, m_sources->itemText(at));
            emit sourceChosen();
        }
    });
    connect(m_share, &QDoubleSpinBox::valueChanged, this, &DataPage::changeSplit);
    connect(m_seed, &QSpinBox::valueChanged, this, &DataPage::changeSplit);
    connect(m_good, &QPushButton::clicked, this, &DataPage::writeGoodRows);
    connect(m_columns, &QTableWidget::itemChanged, this, [this](QTableWidgetItem* entry) {
        if (m_filling || m_drawing == nullptr || m_reader.preview() == nullptr) { return; }
        for (const DataColumn& column : columnsOf(*m_reader.preview())) {
            if (toQt(column.name) != entry->text()) { continue; }
            const bool shown = entry->checkState() == Qt::Checked;
            (void)m_drawing->edit(
                shown ? tr("Show %1").arg(entry->text()) : tr("Hide %1").arg(entry->text()), 0,
                [&](Edit& edit) { return setColumnShown(edit, ItemId{m_item}, column, shown); });
        }
        refresh();
    });
}

const DataItem* DataPage::data() const {
    const Item* item = m_drawing == nullptr ? nullptr : m_drawing->document().item(ItemId{m_item});
    return item == nullptr ? nullptr : item->as<DataItem>();
}

bool DataPage::setItem(Drawing* drawing, quint64 item) {
    // Asked again whenever values come; what is being typed into must stay.
    if (drawing == m_drawing && item == m_item) { return data() != nullptr; }
    if (m_drawing != drawing) {
        if (m_drawing != nullptr) { disconnect(m_drawing, nullptr, this, nullptr); }
        if (drawing != nullptr) { connect(drawing, &Drawing::edited, this, &DataPage::refresh); }
        m_reader.cancel();
        m_shownSource.clear();
    }
    if (item != m_item) { m_shownSource.clear(); }
    m_drawing = drawing;
    m_item = item;
    refresh();
    return data() != nullptr;
}

void DataPage::offerSources() {
    const DataItem* source = data();
    if (source != nullptr && source->source.empty()) { m_sources->setFocus(Qt::TabFocusReason); }
}

void DataPage::refresh() {
    const DataItem* source = data();
    m_bindings->setItem(m_drawing, m_item);
    setVisible(source != nullptr || !m_bindings->bindings().empty());
    m_source->setVisible(source != nullptr);
    m_name->setVisible(source != nullptr);
    if (source == nullptr) {
        m_reader.cancel();
        m_shownSource.clear();
        return;
    }
    m_name->setText(toQt(m_drawing->document().pathOf(ItemId{m_item})));
    m_filling = true;
    const QString name = toQt(source->source);
    QStringList names;
    for (const std::string& known : knownDataNames()) { names.append(toQt(known)); }
    if (!name.isEmpty() && !names.contains(name)) { names.prepend(name); }
    m_sources->clear();
    m_sources->addItems(names);
    m_sources->insertSeparator(m_sources->count());
    m_sources->addItem(tr("File \u2026"));
    m_sources->setPlaceholderText(tr("Choose a sample or a file"));
    m_sources->setCurrentIndex(static_cast<int>(names.indexOf(name)));
    m_share->setValue(std::round(source->trainFraction * 100));
    m_seed->setValue(static_cast<int>(source->splitSeed));
    m_filling = false;
    if (name.isEmpty()) {
        m_words->setText(tr("Choose a sample, or drop a CSV, NPY or IDX file here."));
        m_shownSource.clear();
        m_reader.cancel();
        hideParts();
        return;
    }
    if (name == m_shownSource) {
        if (!m_reader.isReading()) { showPreview(); }
        return;
    }
    m_shownSource = name;
    hideParts();
    m_words->setText(tr("Reading %1 \u2026").arg(name));
    m_cancel->show();
    m_reader.read(name, dataFolderOf(m_drawing->path()));
}

void DataPage::changeSplit() {
    if (m_filling || m_drawing == nullptr || data() == nullptr) { return; }
    const double share = m_share->value() / 100;
    const int seed = m_seed->value();
    (void)m_drawing->edit(
        tr("Change the split"), 0,
        [&](Edit& edit) { return setDataSplit(edit, ItemId{m_item}, share, seed); },
        QStringLiteral("split %1").arg(m_item));
}

/// The good rows as a table of their own, and the source is that.
void DataPage::writeGoodRows() {
    const DataPreview* preview = m_reader.preview();
    if (preview == nullptr || preview->check.goodText.empty()) { return; }
    const Result<QString> name = writeTable(preview->check.goodText, tableStem(m_shownSource),
                                            dataFolderOf(m_drawing->path()));
    if (!name.ok()) {
        m_words->setText(toQt(messageOf(name.status())));
        return;
    }
    m_keeper.setSource(m_item, *name);
}

void DataPage::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Choose data"), QString(),
                                   tr("Data (*.csv *.csv.gz *.npy *ubyte *ubyte.gz)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_keeper.setFile(m_item, path); });
    dialog->open();
    refresh();
}

void DataPage::dragEnterEvent(QDragEnterEvent* event) {
    if (data() != nullptr && event->mimeData()->hasUrls()) { event->acceptProposedAction(); }
}

void DataPage::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (data() != nullptr && !urls.isEmpty()) {
        m_keeper.setFile(m_item, urls.front().toLocalFile());
    }
}

}  // namespace weft::ui
