// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// DataPage: what a source is shown as.

#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTableWidget>
#include <algorithm>
#include <cmath>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/inspectors/data/data_page.h"

namespace weft::ui {
namespace {

constexpr int kLine = 24;
constexpr int kMostColumns = 12;  // listed; a table of 64 pixels is no list to read
constexpr int kRowsShown = 5;
constexpr int kPicture = 32;
constexpr int kAcross = 8;
constexpr int kDown = 3;
constexpr int kBadShown = 8;

}  // namespace

void DataPage::hideParts() {
    for (QWidget* part : std::initializer_list<QWidget*>{m_cancel, m_bad, m_good, m_cut, m_parts,
                                                         m_pictures, m_columns, m_rows}) {
        part->hide();
    }
}

void DataPage::showPreview() {
    const DataPreview* preview = m_reader.preview();
    const DataItem* source = data();
    hideParts();
    if (preview == nullptr || source == nullptr) { return; }
    for (QWidget* part : std::initializer_list<QWidget*>{m_parts, m_columns, m_rows}) {
        part->show();
    }
    const QString rows = formatCount(preview->rows);
    const auto columns = static_cast<qint64>(preview->head.columns().size());
    m_words->setText((preview->rowsEstimated ? tr("about %1 rows (only the beginning was read), ")
                                             : tr("%1 rows, "))
                         .arg(rows) +
                     (columns == 1 ? tr("1 column") : tr("%1 columns").arg(columns)));
    m_words->setToolTip(toQt(preview->path));
    m_cut->setVisible(preview->splits.empty());
    if (preview->splits.empty()) {
        const auto train = static_cast<qint64>(
            std::llround(source->trainFraction * static_cast<double>(preview->rows)));
        m_parts->setText(
            tr("train %1, test %2").arg(formatCount(train), formatCount(preview->rows - train)));
    } else {
        QStringList parts;
        for (const auto& [split, count] : preview->splits) {
            parts.append(toQt(split) + ' ' + formatCount(count));
        }
        m_parts->setText(tr("%1: splits of its own").arg(parts.join(QStringLiteral(", "))));
    }
    showBadRows();
    showPictures();
    showColumns();
    showRows();
}

void DataPage::showBadRows() {
    const DataPreview& preview = *m_reader.preview();
    const CsvCheck& check = preview.check;
    m_bad->setVisible(check.badCount > 0);
    m_good->setVisible(check.badCount > 0 && !preview.rowsEstimated);
    if (check.badCount == 0) { return; }
    QStringList lines = {(check.badCount == 1
                              ? tr("1 bad row")
                              : tr("%1 bad rows").arg(formatCount(check.badCount))) +
                         (preview.refusal.ok() ? tr(": a column is read as text because of it.")
                                               : tr(": training stops until this is mended."))};
    for (const CsvBadRow& row : check.bad) {
        if (lines.size() > kBadShown) { break; }
        lines.append(tr("line %1: %2").arg(row.line).arg(toQt(row.why)));
    }
    if (check.badCount > kBadShown) {
        lines.append(tr("and %1 more").arg(formatCount(check.badCount - kBadShown)));
    }
    QPalette colours = m_bad->palette();
    colours.setColor(QPalette::PlaceholderText,
                     preview.refusal.ok() ? appTheme().warn : appTheme().error);
    m_bad->setPalette(colours);
    m_bad->setText(lines.join('\n'));
}

void DataPage::showPictures() {
    const DataPreview& preview = *m_reader.preview();
    m_pictures->hide();
    for (const NamedColumn& column : preview.head.columns()) {
        const PartialShape row = PartialShape(column.values.shape()).slice(1);
        if (!imageShapeOf(row)) { continue; }
        const double most = brightestOf(column.values);
        const double ratio = devicePixelRatioF();
        QPixmap sheet(QSize(kAcross * kPicture, kDown * kPicture) * ratio);
        sheet.setDevicePixelRatio(ratio);
        sheet.fill(Qt::transparent);
        QPainter p(&sheet);
        for (int i = 0; i < kAcross * kDown && i < preview.head.rows(); ++i) {
            p.drawImage(
                QRectF(i % kAcross * kPicture, i / kAcross * kPicture, kPicture - 2, kPicture - 2),
                imageOfRow(column.values, i, most));
        }
        p.end();
        m_pictures->setPixmap(sheet);
        m_pictures->setToolTip(tr("%1: the first rows").arg(toQt(column.name)));
        m_pictures->show();
        return;
    }
}

void DataPage::showColumns() {
    const DataItem* source = data();
    std::vector<DataColumn> all = columnsOf(*m_reader.preview());
    const auto hasSocket = [&](const DataColumn& c) {
        return std::ranges::find(source->columns, c.name, &DataColumn::name) !=
               source->columns.end();
    };
    (void)std::ranges::stable_partition(all, hasSocket);
    const int shown = std::min(static_cast<int>(all.size()), kMostColumns);
    const int left = static_cast<int>(all.size()) - shown;
    m_filling = true;
    m_columns->clear();
    m_columns->setColumnCount(3);
    m_columns->setHorizontalHeaderLabels({tr("socket"), tr("dtype"), tr("row")});
    m_columns->setRowCount(shown + (left > 0 ? 1 : 0));
    m_columns->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_columns->setColumnWidth(1, 68);
    m_columns->setColumnWidth(2, 68);
    m_columns->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int i = 0; i < shown; ++i) {
        const DataColumn& column = all[static_cast<std::size_t>(i)];
        auto* name = new QTableWidgetItem(toQt(column.name));
        name->setCheckState(hasSocket(column) ? Qt::Checked : Qt::Unchecked);
        m_columns->setItem(i, 0, name);
        m_columns->setItem(i, 1, new QTableWidgetItem(toQt(concat(column.type))));
        m_columns->setItem(i, 2, new QTableWidgetItem(toQt(column.rowShape.toString())));
    }
    if (left > 0) {
        m_columns->setItem(shown, 0, new QTableWidgetItem(tr("and %1 more").arg(left)));
    }
    m_filling = false;
    m_columns->setFixedHeight((m_columns->rowCount() + 1) * kLine + 6);
}

void DataPage::showRows() {
    const DataSource& head = m_reader.preview()->head;
    const auto rows = static_cast<int>(std::min<std::int64_t>(head.rows(), kRowsShown));
    const int columns = std::min(static_cast<int>(head.columns().size()), kMostColumns);
    m_rows->clear();
    m_rows->setRowCount(rows);
    m_rows->setColumnCount(columns);
    m_rows->horizontalHeader()->setDefaultSectionSize(84);
    for (int c = 0; c < columns; ++c) {
        const NamedColumn& column = head.columns()[static_cast<std::size_t>(c)];
        m_rows->setHorizontalHeaderItem(c, new QTableWidgetItem(toQt(column.name)));
        for (int r = 0; r < rows; ++r) {
            m_rows->setItem(r, c, new QTableWidgetItem(rowText(column.values, r, 4)));
        }
    }
    m_rows->setFixedHeight((rows + 1) * kLine + 16);
}

}  // namespace weft::ui
